"""Say whether monographs are sound: coded checks on form, sense and faithfulness."""
