"""Begin a process that shares in its parent's work: Ctrl-C is the parent's alone, and it ends when the parent does."""

import os
import signal
import threading


def begin_worker() -> None:
    """Let Ctrl-C reach the parent alone, which then ends its workers; a parent that was killed cannot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process  # whoever began this process has loaded it

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
