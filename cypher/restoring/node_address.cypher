// purpose: put Address nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Address)
SET n = row
