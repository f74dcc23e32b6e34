// purpose: put Writer nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Writer)
SET n = row
