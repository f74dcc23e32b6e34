// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the evidence between two records
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:MATCHES]->(b:Record)
WHERE l.until <= $until
CREATE (a)-[:WAS_MATCHES {since: l.since, until: l.until, weight: l.weight, band: l.band, model: l.model, reason: l.reason}]->(b)
DELETE l
RETURN count(*) AS moved
