"""What comes in: hostile files checked apart, a folder of scans and its index turned into a plan; no database."""
