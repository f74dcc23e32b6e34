// purpose: put Household nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:Household)
SET n = row
