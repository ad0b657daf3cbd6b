namespace TokenAwareBalancer.Understanding.Json;

/// <summary>Finds where JSON's numbers end.</summary>
internal static class JsonNumbers
{
    /// <returns>The index after it; below 0 when no number starts here, or one that nothing may follow.</returns>
    public static int FindEnd(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) == (byte)'-')
            at++;
        at = At(json, at) == (byte)'0' ? at + 1 : AfterDigits(json, at);
        if (at >= 0 && At(json, at) == (byte)'.')
            at = AfterDigits(json, at + 1);
        if (at >= 0 && At(json, at) is ((byte)'e') or ((byte)'E'))
            at = AfterDigits(json, At(json, at + 1) is (byte)'+' or (byte)'-' ? at + 2 : at + 1);
        return at < 0 || (at < json.Length && !MayFollow(json[at])) ? -1 : at;
    }

    /// <summary>At least one digit.</summary>
    private static int AfterDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while (At(json, at) is >= (byte)'0' and <= (byte)'9')
            at++;
        return at > start ? at : -1;
    }

    private static byte At(ReadOnlySpan<byte> json, int at) => at < json.Length ? json[at] : (byte)0;

    private static bool MayFollow(byte next) =>
        next is (byte)',' or (byte)'}' or (byte)']' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
