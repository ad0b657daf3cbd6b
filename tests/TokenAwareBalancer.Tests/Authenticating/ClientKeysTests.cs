using Microsoft.AspNetCore.Http;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Authenticating;

/// <summary>Whose key a request carries, wherever it carries it.</summary>
public sealed class ClientKeysTests
{
    private static readonly ClientKeys Two = new([Client("a", "key-of-a"), Client("b", "key-of-b")]);

    [Theory]
    [InlineData("Authorization", "Bearer key-of-a", "a")]
    [InlineData("Authorization", "bearer   key-of-b", "b")]
    [InlineData("x-api-key", "key-of-b", "b")]
    [InlineData("api-key", "key-of-a", "a")]
    [InlineData("Authorization", "key-of-a", null)]
    [InlineData("Authorization", "Basic key-of-a", null)]
    [InlineData("Authorization", "Bearer", null)]
    [InlineData("Authorization", "Bearer key-of-c", null)]
    [InlineData("Authorization", "Bearer KEY-OF-A", null)]
    [InlineData("Authorization", "Bearer key-of-a key-of-b", null)]
    [InlineData("x-api-key", "", null)]
    [InlineData("Cookie", "key-of-a", null)]
    public void Request_WithAKey_IsItsClients(string header, string value, string? client)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[header] = value;

        Assert.Equal(client is not null, Two.Admits(request, out var found));
        Assert.Equal(client, found);
    }

    [Fact]
    public void Request_WithAWrongAndARightKey_IsAdmitted()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer something-else";
        request.Headers["x-api-key"] = "key-of-b";

        Assert.True(Two.Admits(request, out var client));
        Assert.Equal("b", client);
    }

    [Fact]
    public void Request_WhereNoKeysAreConfigured_IsAdmittedAndNobodys()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer anything";

        Assert.True(new ClientKeys([]).Admits(request, out var client));
        Assert.Null(client);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(null, "Bearer anything", true)]
    [InlineData("the-admin-token", "Bearer the-admin-token", true)]
    [InlineData("the-admin-token", "Bearer the-admin-tokem", false)]
    [InlineData("the-admin-token", "the-admin-token", false)]
    [InlineData("the-admin-token", null, false)]
    public void AdminToken_AskedFor_IsComparedWhole(string? token, string? header, bool isAdmitted)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = header;

        Assert.Equal(isAdmitted, new AdminToken(token).Admits(request));
    }

    [Fact]
    public void NewKeys_AThousand_AreLongRecognisableAndDistinct()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => NewKey.Create()).ToArray();

        Assert.Equal(1000, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^sk-balancer-[A-Za-z0-9_-]{43}$", key));
    }

    [Fact]
    public void Hash_AsText_IsTheKnownOneAndReadBack()
    {
        // FIPS 180-2, appendix B.1: the SHA-256 of "abc".
        var hash = KeyHash.Of("abc");

        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash.ToString());
        Assert.True(KeyHash.Parse(hash.ToString().ToUpperInvariant().Replace("SHA", "sha", StringComparison.Ordinal))
            .Matches(hash));
    }

    private static ClientKeyOptions Client(string name, string key) =>
        new() { Name = name, Hash = KeyHash.Of(key).ToString() };
}
