namespace TokenAwareBalancer.Understanding;

public sealed class ContentPartTests
{
    private const int FrameTokens = 6;
    private const int HighDetailTokens = 765;

    [Theory]
    [InlineData("""{"type":"text","text":"a"}""", "a")]
    [InlineData("""{"text":"a","type":"text"}""", "a")]
    [InlineData("""{"type":"input_text","text":"a"}""", "a")]
    [InlineData("""{"type":"output_text","text":"a"}""", "a")]
    [InlineData("""{"ty\u0070e":"t\u0065xt","text":"a"}""", "a")]
    [InlineData("""{"type":"refusal","refusal":"no","text":"not this"}""", "no")]
    [InlineData("""{"thinking":"t","type":"thinking","signature":"s"}""", "t")]
    [InlineData("""{"text":"typeless"}""", "typeless")]
    [InlineData("""{"text":"typeless","type":null}""", "typeless")]
    [InlineData("""{"type":"from_the_future","text":"seen","content":"not","input":{}}""", "seen")]
    [InlineData("""{"type":"from_the_future","text":{"deep":[1]},"content":5,"source":"s"}""")]
    [InlineData("""{"type":"redacted_thinking","data":"AAAA"}""")]
    [InlineData("""{}""")]
    public void Part_OfText_CountsWhatItsTypeShows(string part, params string[] texts)
    {
        var request = UnderstoodRequest.ChatMessage($"\"content\":[{part}]");

        Assert.Equal(["user", .. texts], request.Texts);
        Assert.Equal(FrameTokens, request.Count.FormatTokens);
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"u","detail":"low"}}""", 85)]
    [InlineData("""{"image_url":{"detail":"l\u006fw","url":"u"},"type":"image_url"}""", 85)]
    [InlineData("""{"type":"image_url","image_url":{"url":"u","detail":"high"}}""", HighDetailTokens)]
    [InlineData("""{"type":"image_url","image_url":{"url":"u","detail":7}}""", HighDetailTokens)]
    [InlineData("""{"type":"image_url","image_url":{"url":"u"}}""", HighDetailTokens)]
    [InlineData("""{"type":"image_url","image_url":"u"}""", HighDetailTokens)]
    [InlineData("""{"image_url":{"url":"u"}}""", HighDetailTokens)]
    [InlineData("""{"type":"image_url","image_url":{"detail":"low"},"image_url":{"url":"u"}}""", HighDetailTokens)]
    [InlineData("""{"type":"input_image","image_url":"u","detail":"low"}""", 85)]
    [InlineData("""{"type":"image","source":{"type":"base64","data":"AAAA"}}""", 1600)]
    [InlineData("""{"type":"image","source":{"type":"text","data":"never text"}}""", 1600)]
    [InlineData("""{"type":"video_url","video_url":{"url":"u"}}""", 2580)]
    public void Part_OfImage_IsPricedByRuleAndNeverText(string part, int tokens)
    {
        var request = UnderstoodRequest.ChatMessage($"\"content\":[{part}]");

        Assert.Equal(["user"], request.Texts);
        Assert.Equal(FrameTokens + tokens, request.Count.FormatTokens);
        Assert.Equal((1, 0), (request.Outline.ImageCount, request.Outline.AudioCount));
        Assert.False(request.Count.IsExact);
    }

    [Theory]
    [InlineData("{0}", "wav", 6400, 1)]
    [InlineData("{0}", "wav", 6404, 2)]
    [InlineData("{0}", "pcm16", 64000, 10)]
    [InlineData("{0}", "mp3", 6400, 3)]
    [InlineData("{0}", "m\\u0070\\u0033", 6400, 3)]
    [InlineData("\\/{0}", "wav", 6399, 1)]
    public void Part_OfAudio_CostsATokenPerTenthOfASecond(string pattern, string format, int base64Bytes, int tokens)
    {
        var data = pattern.Replace("{0}", new string('A', base64Bytes), StringComparison.Ordinal);

        var request = UnderstoodRequest.ChatMessage(
            $$$"""
            "content":[{"type":"input_audio","input_audio":{"data":"{{{data}}}","format":"{{{format}}}"}}]
            """);

        Assert.Equal(["user"], request.Texts);
        Assert.Equal(FrameTokens + tokens, request.Count.FormatTokens);
        Assert.Equal((0, 1), (request.Outline.ImageCount, request.Outline.AudioCount));
    }

    [Theory]
    [InlineData("""{"type":"input_audio","input_audio":null}""", 300)]
    [InlineData("""{"type":"audio_url","audio_url":{"url":"https://host/a.mp3"}}""", 300)]
    [InlineData("""{"type":"audio_url","audio_url":{"url":"data:audio/x-wav;base64,AAAAAAAA"}}""", 1)]
    [InlineData("""{"type":"file","file":{"file_id":"f"}}""", 3000)]
    [InlineData("""{"type":"file","file":{"filename":"f","file_data":"data:application/pdf;base64,AAAA"}}""", 1)]
    [InlineData("""{"type":"input_file","file_data":"data:application/pdf;base64,AAAA"}""", 1)]
    [InlineData("""{"type":"document","source":{"type":"url","url":"u"}}""", 3000)]
    [InlineData("""{"type":"document","source":{"type":"file","file_id":"f"}}""", 3000)]
    [InlineData("""{"source":{"data":"AAAA","type":"base64"},"type":"document"}""", 1)]
    public void Part_OfAFile_IsPricedByItsSize(string part, int tokens)
    {
        var request = UnderstoodRequest.ChatMessage($"\"content\":[{part}]");

        Assert.Equal(["user"], request.Texts);
        Assert.Equal(FrameTokens + tokens, request.Count.FormatTokens);
        Assert.False(request.Count.IsExact);
    }

    [Theory]
    [InlineData(44, "", 2)]
    [InlineData(43, "=", 1)]
    [InlineData(42, "==", 1)]
    [InlineData(4400, "", 104)]
    public void Document_InBase64_CostsATokenPer32BytesRoundedUp(int characters, string padding, int tokens)
    {
        var data = new string('A', characters) + padding;

        var request = UnderstoodRequest.Anthropic(
            $$$"""[{"type":"document","source":{"type":"base64","data":"{{{data}}}"}}]""");

        Assert.Equal(["user"], request.Texts);
        Assert.Equal(FrameTokens + tokens, request.Count.FormatTokens);
    }
}
