"""A document as one content that is set as HTML, DOCX, ODT and plain text, so that the forms can't differ. No Django."""
