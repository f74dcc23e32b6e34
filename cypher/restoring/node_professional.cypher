// purpose: put Professional nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Professional)
SET n = row
