// purpose: put SearchKey nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:SearchKey)
SET n = row
