// purpose: put Staging nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Staging)
SET n = row
