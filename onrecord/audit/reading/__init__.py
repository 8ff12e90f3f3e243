"""Reading a record: who may, what is asked, what is kept, what is read twice."""
