// purpose: put Details nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Details)
SET n = row
