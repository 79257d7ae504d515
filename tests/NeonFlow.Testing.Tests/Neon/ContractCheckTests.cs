using System.Text.Json.Nodes;
using NeonFlow.Contracts;

namespace NeonFlow.Testing.Tests.Neon;

/// <summary>A checker that finds nothing wrong is worth nothing: what it must find.</summary>
public sealed class ContractCheckTests
{
    private const string Operation = """
        {"id":"0b7f7e0e-6f0c-4c7e-9a55-0d5f3a1c2b10","project_id":"quiet-lake-1","action":"apply_config","status":"running",
          "failures_count":0,"created_at":"2026-09-01T08:00:00Z","updated_at":"2026-09-01T08:00:00Z","total_duration_ms":0}
        """;

    [Theory]
    [InlineData("""{"type":"string"}""", "1", "is number, must be string")]
    [InlineData("""{"type":["string","null"]}""", "true", "is boolean")]
    [InlineData("""{"type":"integer"}""", "1.5", "must be integer")]
    [InlineData("""{"required":["a"]}""", "{}", "$.a: is missing")]
    [InlineData("""{"properties":{"a":{"enum":["x"]}}}""", """{"a":"y"}""", "$.a: \"y\" is none of")]
    [InlineData("""{"additionalProperties":false,"properties":{"a":{}}}""", """{"b":1}""", "$.b: nothing is allowed")]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}}}""", """{"x1":1}""", "$.x1: is number")]
    [InlineData("""{"items":{"minimum":3}}""", "[4,2]", "$[1]: 2 is below 3")]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"A\"", "does not match")]
    [InlineData("""{"maxLength":1}""", "\"ab\"", "is longer than 1")]
    [InlineData("""{"uniqueItems":true}""", "[1,1]", "holds an element twice")]
    [InlineData("""{"oneOf":[{"type":"string"},{"minLength":1}]}""", "\"a\"", "fits 2 forms")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"number"}]}""", "true", "fits none of 2 forms")]
    [InlineData("""{"allOf":[{"required":["a"]}]}""", "{}", "$.a: is missing")]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", "ruled out")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":2}}""", "\"a\"", "is shorter than 2")]
    [InlineData("""{"format":"uuid"}""", "\"a\"", "format uuid")]
    [InlineData("""{"format":"date-time"}""", "\"2026-09-01 08:00\"", "format date-time")]
    [InlineData("""{"$defs":{"a":{"const":1}},"$ref":"#/$defs/a"}""", "2", "2 is not 1")]
    public void What_a_schema_rules_out_is_found(string schema, string value, string expected)
    {
        var document = JsonNode.Parse(schema)!.AsObject();
        Assert.Contains(expected, Assert.Single(new JsonSchema(document).Check(JsonNode.Parse(value), document)));
    }

    [Fact]
    public void A_rule_that_is_not_known_is_not_passed_over()
    {
        var document = JsonNode.Parse("""{"mustRhymeWith":"orange"}""")!.AsObject();
        Assert.Throws<NotSupportedException>(() => new JsonSchema(document).Check("door hinge", document));
    }

    [ContractFact(ContractFiles.NeonApi)]
    public void Calls_that_neon_does_not_know_are_found()
    {
        var contract = OpenApiContract.Read(ContractFiles.NeonApi);
        Assert.Empty(
            contract.Check("GET", "/projects/quiet-lake-1/operations", "?limit=5", "", 200, $$"""{"operations":[{{Operation}}]}""")
        );
        Assert.Empty(contract.Check("DELETE", "/projects/p-1/branches/br-1/roles/a%2Fb", "", "", 204, ""));

        Assert.Contains("not in the contract", Assert.Single(contract.Check("PUT", "/projects/p-1", "", "", 200, "{}")));
        Assert.Contains(
            "limit: 0 is below 1",
            Assert.Single(contract.Check("GET", "/projects", "?limit=0", "", 429, """{"code":"","message":"m"}"""))
        );
        Assert.Contains(
            "colour: not declared",
            Assert.Single(contract.Check("GET", "/projects", "?colour=red", "", 429, """{"code":"","message":"m"}"""))
        );
        Assert.Contains(
            "role_name: is missing",
            Assert.Single(contract.Check("GET", "/projects/p-1/connection_uri", "?database_name=d", "", 200, """{"uri":"u"}"""))
        );
        Assert.Contains(
            "project_id",
            Assert.Single(contract.Check("GET", "/projects/Not_An_Id", "", "", 404, """{"code":"","message":"m"}"""))
        );
        Assert.Contains("code: is missing", Assert.Single(contract.Check("GET", "/projects", "", "", 500, """{"message":"m"}""")));
        Assert.Contains("status 202 is not declared", Assert.Single(contract.Check("GET", "/projects", "", "", 202, "{}")));
        Assert.Contains(
            "request.role.name: is missing",
            Assert.Single(
                contract.Check("POST", "/projects/p-1/branches/br-1/roles", "", """{"role":{}}""", 423, """{"code":"","message":"m"}""")
            )
        );
        Assert.Contains(
            "request.role.colour: not declared",
            Assert.Single(
                contract.Check(
                    "POST",
                    "/projects/p-1/branches/br-1/roles",
                    "",
                    """{"role":{"name":"r","colour":"red"}}""",
                    423,
                    """{"code":"","message":"m"}"""
                )
            )
        );
        Assert.Contains(
            "status",
            Assert.Single(
                contract.Check(
                    "GET",
                    "/projects/p-1/operations/0b7f7e0e-6f0c-4c7e-9a55-0d5f3a1c2b10",
                    "",
                    "",
                    200,
                    $$"""{"operation":{{Operation.Replace("running", "waiting", StringComparison.Ordinal)}}}"""
                )
            )
        );
    }

    [ContractFact(ContractFiles.Flow)]
    public void The_catalogue_schema_can_be_checked_against()
    {
        Assert.Empty(
            JsonSchema.Check(
                ContractFiles.Flow,
                JsonNode.Parse(
                    """
                    {"captures":{"acmeCo/shop/source-postgres":{
                      "endpoint":{"connector":{"image":"ghcr.io/estuary/source-postgres:v3","config":{"address":"h:5432"}}},
                      "bindings":[{"resource":{"namespace":"public","stream":"orders"},"target":"acmeCo/shop/public/orders"}]}}}
                    """
                )
            )
        );
        Assert.NotEmpty(
            JsonSchema.Check(ContractFiles.Flow, JsonNode.Parse("""{"captures":{"acmeCo/shop/source-postgres":{"bindings":"all"}}}"""))
        );
    }
}
