"""Letters, signatures, dispatch sheets and scans: values in, bytes out; no database and no window."""
