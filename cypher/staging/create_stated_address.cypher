// purpose: create StatedAddress nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:StatedAddress {key: row.key, uprn: row.uprn, postcode: row.postcode, flat: row.flat, number: row.number, building: row.building, street: row.street, town: row.town, lines: row.lines})
