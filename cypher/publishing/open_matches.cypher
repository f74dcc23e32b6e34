// purpose: open links for the evidence between two records
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Record {key: row.target})
CREATE (a)-[:MATCHES {since: $number, until: $forever, weight: row.weight, band: row.band, model: row.model, reason: row.reason}]->(b)
RETURN count(*) AS opened
