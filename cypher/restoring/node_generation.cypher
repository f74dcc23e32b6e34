// purpose: put Generation nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Generation)
SET n = row
