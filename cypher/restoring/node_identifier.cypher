// purpose: put Identifier nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Identifier)
SET n = row
