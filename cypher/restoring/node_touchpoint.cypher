// purpose: put Touchpoint nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Touchpoint)
SET n = row
