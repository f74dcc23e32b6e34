// purpose: drop the index of Identifier nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_identifier IF EXISTS
