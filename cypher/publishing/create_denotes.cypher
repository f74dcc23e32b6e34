// purpose: create new addresses, with a link from each stated address that denotes them
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
CREATE (b:Address {id: row.target})
WITH b, row
UNWIND row.links AS link
MATCH (a:StatedAddress {key: link.source})
CREATE (a)-[:DENOTES {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
