// purpose: put Person nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Person)
SET n = row
