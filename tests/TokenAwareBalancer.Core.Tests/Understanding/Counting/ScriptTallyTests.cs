using System.Text;

namespace TokenAwareBalancer.Understanding.Counting;

public sealed class ScriptTallyTests
{
    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog, and then it rests in the shade.", ScriptClass.LatinProse)]
    [InlineData("user", ScriptClass.LatinProse)]
    [InlineData("", ScriptClass.LatinProse)]
    [InlineData("Die Straße führt über den Fluß, und dann geht es zurück nach Köln.", ScriptClass.AccentedLatin)]
    [InlineData("L'été dernier, nous avons mangé des crêpes à la plage.", ScriptClass.AccentedLatin)]
    [InlineData("for (var i = 0; i < n; i++) { total += items[i].Price * 1.19; }", ScriptClass.Code)]
    [InlineData("{\"id\": 17, \"tags\": [1, 2, 3], \"ok\": true}", ScriptClass.Code)]
    [InlineData("Съешь ещё этих мягких французских булок, да выпей чаю.", ScriptClass.Alphabetic)]
    [InlineData("Η γρήγορη καφέ αλεπού πηδάει πάνω από το σκυλί.", ScriptClass.Alphabetic)]
    [InlineData("نص حكيم له سر قاطع وذو شأن عظيم", ScriptClass.Alphabetic)]
    [InlineData("敏捷的棕色狐狸跳过了懒狗，然后在树荫下休息。", ScriptClass.Cjk)]
    [InlineData("いろはにほへと ちりぬるを", ScriptClass.Cjk)]
    [InlineData("다람쥐 헌 쳇바퀴에 타고파", ScriptClass.Cjk)]
    [InlineData("ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण", ScriptClass.Indic)]
    [InlineData("เป็นมนุษย์สุดประเสริฐเลิศคุณค่า", ScriptClass.Indic)]
    [InlineData("Please translate this sentence into good English: 敏捷的棕色狐狸跳过了懒狗", ScriptClass.Mixed)]
    [InlineData("😀🎉😀🎉 ok 😀🎉", ScriptClass.Mixed)]
    public void Classify_Text_IsWhatItIsWrittenIn(string text, ScriptClass script)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var whole = default(ScriptTally);
        whole.Add(utf8);
        var thrice = default(ScriptTally);
        thrice.Add(utf8, times: 3);

        Assert.Equal(script, whole.Classify());
        Assert.Equal(script, thrice.Classify());
    }

    /// <summary>The prompt of each class, told from its length alone by the tally's bytes.</summary>
    [Fact]
    public void Add_InPiecesOrAsOne_ClassifiesAlike()
    {
        var random = new Random(4);
        string[] parts = ["plain words here ", "{x=1;} ", "дом ", "犬も歩けば", "é", "हिन्दी ", "😀"];
        for (var i = 0; i < 2000; i++)
        {
            var texts = random.GetItems(parts, random.Next(1, 12)).Select(Encoding.UTF8.GetBytes).ToArray();
            ScriptTally apart = default, together = default;
            foreach (var text in texts)
                apart.Add(text);
            together.Add(texts.SelectMany(text => text).ToArray());
            Assert.Equal(together.Classify(), apart.Classify());
        }
    }
}
