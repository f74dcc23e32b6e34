// purpose: put Partner nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Partner)
SET n = row
