// purpose: put StatedAddress nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:StatedAddress)
SET n = row
