"""Do the arithmetic of doses for one patient: amounts per kg and per m2, renal thresholds; nothing but arithmetic."""
