// purpose: prove inside a write transaction that this writer is still the newest; the write also takes the node's lock
// params: token
// returns: token
MATCH (w:Writer {key: 'writer'})
WHERE w.token = $token
SET w.token = $token
RETURN w.token AS token
