"""The recording of a call: kept, listened to, marked."""
