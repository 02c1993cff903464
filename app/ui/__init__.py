"""The window: what people see and touch; it asks the services and never the database."""
