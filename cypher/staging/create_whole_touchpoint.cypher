// purpose: create new touchpoints of one record at one address with one worker, and the links to all three
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (r:Record {key: row.record})
MATCH (s:StatedAddress {key: row.address})
MATCH (p:Professional {key: row.professional})
CREATE (t:Touchpoint {key: row.key, partner: row.partner})
CREATE (r)-[:HAD {since: $number, until: $forever, happened_on: row.happened_on, kind: row.kind}]->(t)
CREATE (t)-[:AT {since: $number, until: $forever, record: row.record, happened_on: row.happened_on, kind: row.kind}]->(s)
CREATE (t)-[:HANDLED_BY {since: $number, until: $forever, record: row.record}]->(p)
RETURN 3 * count(*) AS opened
