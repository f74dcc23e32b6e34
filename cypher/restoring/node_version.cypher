// purpose: put Version nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Version)
SET n = row
