// purpose: create Person nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Person {id: row.id})
