// purpose: create Address nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Address {id: row.id})
