// purpose: put AddressDetails nodes back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (n:AddressDetails)
SET n = row
