// purpose: create new descriptions, with a link from the address that each describes
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
CREATE (b:AddressDetails {key: row.target, uprn: row.uprn, postcode: row.postcode, flat: row.flat, number: row.number, lines: row.lines, institution: row.institution, crowded: row.crowded})
WITH b, row
UNWIND row.links AS link
MATCH (a:Address {id: link.source})
CREATE (a)-[:DESCRIBED_BY {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
