namespace TokenAwareBalancer.Tokenizing;

public sealed class ByteAlphabetTests
{
    [Fact]
    public void Spell_EveryByte_HasALetterOfItsOwnThatIsNoSpace()
    {
        var letters = ByteAlphabet.Spell([.. Enumerable.Range(0, 256).Select(value => (byte)value)]);

        Assert.Equal(256, letters.Distinct().Count());
        Assert.DoesNotContain(letters, letter => char.IsWhiteSpace(letter) || char.IsControl(letter));
    }

    [Theory]
    [InlineData(" world", "Ġworld")]
    [InlineData("\n\t", "Ċĉ")]
    [InlineData("\u00e9", "Ã©")]
    [InlineData("\u00a0\u00ad", "ÂłÂŃ")]
    [InlineData("日", "æĹ¥")]
    public void Spell_Text_IsAsGpt2WritesIt(string text, string spelled) =>
        Assert.Equal(spelled, ByteAlphabet.Spell(System.Text.Encoding.UTF8.GetBytes(text)));
}
