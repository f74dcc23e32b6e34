// purpose: put Pointer nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Pointer)
SET n = row
