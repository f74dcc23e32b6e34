// purpose: create new persons, with a link from each record that refers to them
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
CREATE (b:Person {id: row.target})
WITH b, row
UNWIND row.links AS link
MATCH (a:Record {key: link.source})
CREATE (a)-[:REFERS_TO {since: $number, until: $forever}]->(b)
RETURN count(*) AS opened
