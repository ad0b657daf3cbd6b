namespace TokenAwareBalancer.Understanding;

public sealed class GeneratedChatTests
{
    [Fact]
    public void Chat_GeneratedAtRandom_CountsExactlyTheTextsItWasMadeOf()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var chat = new GeneratedChat(new Random(seed)).Body();

            var request = UnderstoodRequest.Chat(chat.Json);

            Assert.True(chat.Texts.Where(text => text.Length > 0).SequenceEqual(request.Texts), $"seed {seed}: {chat.Json}");
            Assert.Equal(chat.FormatTokens, request.Count.FormatTokens);
            Assert.Equal("m", request.Model);
        }
    }
}
