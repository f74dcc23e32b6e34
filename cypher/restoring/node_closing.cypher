// purpose: put Closing nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Closing)
SET n = row
