// purpose: put Record nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Record)
SET n = row
