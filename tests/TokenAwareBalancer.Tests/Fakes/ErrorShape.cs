using System.Text.Json;

namespace TokenAwareBalancer.Fakes;

/// <summary>Asserts that an error is told as the caller's API would tell it.</summary>
internal static class ErrorShape
{
    public static void AssertTells(
        RawAnswer answer, bool anthropic, int status, string reason, string type, string? code)
    {
        Assert.Equal((status, reason), (answer.Status, answer.Header("x-balancer-reason")));
        Assert.Equal("application/json", answer.Header("Content-Type"));
        Assert.NotNull(answer.Header("x-request-id"));
        AssertIs(answer.Json(), anthropic, type, code, answer.Header("x-request-id"));
    }

    /// <summary>The stream comes to its proper end after what passed and one error event.</summary>
    /// <param name="answer">The whole answer.</param>
    /// <param name="passed">What came before the error.</param>
    /// <param name="anthropic">In whose shape.</param>
    /// <param name="word">The error's code in OpenAI's shape, its type in Anthropic's.</param>
    public static void AssertEndsStream(RawAnswer answer, string passed, bool anthropic, string word)
    {
        var prefix = anthropic ? "event: error\ndata: " : "data: ";
        Assert.True(answer.IsWhole);
        Assert.StartsWith(passed + prefix, answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("}\n\n", answer.Text, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(answer.Text[(passed.Length + prefix.Length)..]);
        AssertIs(error.RootElement, anthropic, anthropic ? word : "server_error", word, answer.Header("x-request-id"));
    }

    private static void AssertIs(JsonElement body, bool anthropic, string type, string? code, string? requestId)
    {
        var error = body.GetProperty("error");
        Assert.Equal(type, error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        if (anthropic)
        {
            Assert.Equal("error", body.GetProperty("type").GetString());
            Assert.Equal(requestId, body.GetProperty("request_id").GetString());
            Assert.Equal(["type", "error", "request_id"], body.EnumerateObject().Select(property => property.Name));
            Assert.Equal(["type", "message"], error.EnumerateObject().Select(property => property.Name));
            return;
        }

        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(["error"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
    }
}
