// purpose: create Household nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Household {id: row.id})
