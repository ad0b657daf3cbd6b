using System.Text.Json;

namespace TokenAwareBalancer.Engine.Requests;

public sealed class SchemaExampleTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"text\"")]
    [InlineData("""{"type":["integer","null"]}""", "1")]
    [InlineData("""{"type":"number","minimum":2.5}""", "2.5")]
    [InlineData("""{"type":"boolean"}""", "true")]
    [InlineData("""{"type":"null"}""", "null")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[]")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1}""", "[1]")]
    [InlineData("""{"enum":["ü","f"]}""", "\"\\u00FC\"")]
    [InlineData("""{"const":7}""", "7")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string"}]}""", "1")]
    [InlineData("""{"oneOf":[{"type":"boolean"}]}""", "true")]
    [InlineData("""{"type":"object","properties":{"y":{"const":1}},"required":["y"]}""", """{"y":1}""")]
    [InlineData("""{}""", "\"text\"")]
    public void Property_OfEachKind_GetsASmallValueItAllows(string schema, string expected)
    {
        var root = JsonDocument.Parse(
            $$$"""{"properties":{"x":{{{schema}}},"left":{"type":"string"}},"required":["x"]}""");

        Assert.Equal($$"""{"x":{{expected}}}""", SchemaExample.CreateObject(root.RootElement));
    }

    [Fact]
    public void Object_WithoutASchema_IsEmpty() => Assert.Equal("{}", SchemaExample.CreateObject(null));
}
