"""The frame of the window: modules, pages, search, status, help, and what comes before them (login)."""
