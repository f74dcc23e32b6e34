// @neo4j/graphql behind Apollo Server, set up as its documentation says; prints its address once it answers.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const { GRAPH_URI, GRAPH_USER, GRAPH_PASSWORD, GRAPH_DATABASE } = process.env;
const driver = neo4j.driver(GRAPH_URI, neo4j.auth.basic(GRAPH_USER, GRAPH_PASSWORD));
const typeDefs = readFileSync(new URL("schema.graphql", import.meta.url), "utf8");
// Days are kept as text: comparing them has to be switched on.
const features = { filters: { String: { GT: true, LTE: true } } };
const schema = await new Neo4jGraphQL({ typeDefs, driver, features }).getSchema();
const server = new ApolloServer({ schema });
const { url } = await startStandaloneServer(server, {
  listen: { port: 0, host: "127.0.0.1" },
  context: async () => ({ sessionConfig: { database: GRAPH_DATABASE } }),
});
console.log(url);
