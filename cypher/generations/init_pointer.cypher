// purpose: make the pointer to the published generation, the writer's mark and nothing else, once
// params: none
// returns: nothing
MERGE (p:Pointer {key: 'published'})
ON CREATE SET p.number = 0, p.highest = 0
MERGE (w:Writer {key: 'writer'})
ON CREATE SET w.token = 0
