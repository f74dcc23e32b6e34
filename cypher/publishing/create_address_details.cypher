// purpose: create AddressDetails nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:AddressDetails {key: row.key, uprn: row.uprn, postcode: row.postcode, flat: row.flat, number: row.number, lines: row.lines, institution: row.institution, crowded: row.crowded})
