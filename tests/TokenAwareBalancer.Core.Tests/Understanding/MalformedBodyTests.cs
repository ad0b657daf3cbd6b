using System.Text;

namespace TokenAwareBalancer.Understanding;

public sealed class MalformedBodyTests
{
    [Theory]
    [InlineData("{\"a\":1,}", "the body is not valid JSON: unexpected '}' (byte 7)")]
    [InlineData("{\"a\":[1,]}", "the body is not valid JSON: unexpected ']' (byte 8)")]
    [InlineData("{/*c*/\"a\":1}", "the body is not valid JSON: unexpected '/' (byte 1)")]
    [InlineData("{\"a\":1}//c", "the body goes on after the end of its JSON object (byte 7)")]
    [InlineData("{\"a\":1} {}", "the body goes on after the end of its JSON object (byte 8)")]
    [InlineData("{\"a\":1}\0", "the body goes on after the end of its JSON object (byte 7)")]
    [InlineData("{\"a\":x}", "the body is not valid JSON: unexpected 'x' (byte 5)")]
    [InlineData("{\n\"a\":\n\n x}", "the body is not valid JSON: unexpected 'x' (byte 9)")]
    [InlineData("{\"a\":trux}", "the body is not valid JSON: unexpected 'x' (byte 8)")]
    [InlineData("{\"a\" 1}", "the body is not valid JSON: unexpected '1' (byte 5)")]
    [InlineData("{\"a\":\"b\nc\"}", "the body is not valid JSON: unexpected byte 0x0A (byte 7)")]
    [InlineData("{\"a\":\"\0\"}", "the body is not valid JSON: unexpected byte 0x00 (byte 6)")]
    [InlineData("{\"a\":\"\\x\"}", "the body is not valid JSON: unexpected 'x' (byte 7)")]
    [InlineData("{\"a\":\"\\u00g0\"}", "the body is not valid JSON: unexpected 'g' (byte 10)")]
    [InlineData("{\"a\":01}", "the body is not valid JSON: unexpected '1' (byte 6)")]
    [InlineData("{\"a\":NaN}", "the body is not valid JSON: unexpected 'N' (byte 5)")]
    [InlineData("{'a':1}", "the body is not valid JSON: unexpected ''' (byte 1)")]
    [InlineData("{\"a\":[}", "the body is not valid JSON: unexpected '}' (byte 6)")]
    [InlineData("\uFEFF{\"a\":x}", "the body is not valid JSON: unexpected 'x' (byte 8)")]
    [InlineData("\uFEFF\uFEFF{}", "the body is not valid JSON: unexpected byte 0xEF (byte 3)")]
    [InlineData("hello", "the body is not valid JSON: unexpected 'h' (byte 0)")]
    [InlineData("model=m", "the body is not valid JSON: unexpected 'm' (byte 0)")]
    public void Body_ThatIsNotJson_SaysWhereAndWhat(string body, string message)
    {
        foreach (var surface in Enum.GetValues<ApiSurface>())
        {
            var error = Bodies.ErrorOf(body, surface);

            Assert.Equal((RequestErrorKind.MalformedJson, message), (error?.Kind, error?.Message));
            Assert.EndsWith($"(byte {error?.ByteOffset})", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[{\"a\":1}]", "an array")]
    [InlineData(" \"text\"", "a string")]
    [InlineData("-12", "a number")]
    [InlineData("true", "a boolean")]
    [InlineData("null", "null")]
    public void Body_ThatIsNoObject_SaysWhatItIs(string body, string found)
    {
        var error = Bodies.ErrorOf(body, ApiSurface.ChatCompletions);

        Assert.Equal(RequestErrorKind.WrongType, error?.Kind);
        Assert.Equal($"the body must be a JSON object, found {found} (byte {error?.ByteOffset})", error?.Message);
        Assert.Null(error?.Parameter);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\uFEFF")]
    public void Body_WithNothingInIt_IsEmpty(string body) =>
        Assert.Equal(
            new RequestError(RequestErrorKind.EmptyBody, "the body is empty", null, 0),
            Bodies.ErrorOf(body, ApiSurface.Other));

    [Theory]
    [InlineData(new byte[] { 0xFF }, 0)]
    [InlineData(new byte[] { (byte)'a', 0x80 }, 1)]
    [InlineData(new byte[] { (byte)'a', 0xC3, 0xA9, 0xC3, 0x28 }, 3)]
    [InlineData(new byte[] { (byte)'a', 0xED, 0xA0, 0x80 }, 1)]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, 0)]
    [InlineData(new byte[] { 0xC0, 0xAF }, 0)]
    public void Body_ThatIsNotUtf8_SaysTheFirstBadByte(byte[] text, int badByte)
    {
        byte[] body = [.. "{\"a\":\""u8, .. text, .. "\"}"u8];

        Assert.Equal(
            new RequestError(
                RequestErrorKind.InvalidUtf8, $"the body is not valid UTF-8 (byte {6 + badByte})", null, 6 + badByte),
            Bodies.ErrorOf(body, ApiSurface.Other));
    }

    [Theory]
    [MemberData(nameof(Bodies.Rich), MemberType = typeof(Bodies))]
    public void Body_CutAtAnyByte_IsTruncated(string body, ApiSurface surface)
    {
        var bytes = Encoding.UTF8.GetBytes(body.TrimEnd());
        for (var length = 1; length < bytes.Length; length++)
        {
            Assert.Equal(
                new RequestError(
                    RequestErrorKind.TruncatedBody,
                    $"the body ends in the middle of the JSON (byte {length}): it is truncated",
                    null,
                    length),
                Bodies.ErrorOf(bytes.AsSpan(0, length), surface));
        }
        Assert.Null(Bodies.ErrorOf(bytes, surface));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(3)]
    [InlineData(RequestReader.MaxSupportedDepth)]
    public void Body_AtTheDepthLimit_IsReadAndOneDeeperIsNot(int maxDepth)
    {
        Assert.Null(Bodies.ErrorOf(Nest(maxDepth), ApiSurface.Other, maxDepth));

        var error = Bodies.ErrorOf(Nest(maxDepth + 1), ApiSurface.Other, maxDepth);

        var offset = "{\"a\":".Length + maxDepth - 1;
        Assert.Equal(
            new RequestError(
                RequestErrorKind.TooDeep,
                $"the JSON nests deeper than {maxDepth} levels (byte {offset})",
                null,
                offset),
            error);

        static string Nest(int levels) =>
            $$"""{"a":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}""";
    }

    [Fact]
    public void ObjectWithinAnObject_DeeperThanAllowed_IsTooDeep()
    {
        var error = Bodies.ErrorOf("""{"a":1, "b": {"c": {}}}""", ApiSurface.Other, maxDepth: 2);

        Assert.Equal((RequestErrorKind.TooDeep, 19), (error?.Kind, error?.ByteOffset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RequestReader.MaxSupportedDepth + 1)]
    public void Read_DepthOutOfRange_Throws(int maxDepth) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bodies.ErrorOf("{}", ApiSurface.Other, maxDepth));
}
