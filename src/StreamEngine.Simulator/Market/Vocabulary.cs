namespace StreamEngine.Simulator.Market;

/// <summary>The words that names are made of: Chinese and ASCII, as on a real platform.</summary>
internal static class Vocabulary
{
    /// <summary>A category with its goods and the yuan that they cost, low and high.</summary>
    public sealed record Goods(string Category, int LowYuan, int HighYuan, string[] Nouns);

    public static readonly Goods[] Categories =
    [
        new("家居", 19, 299, ["保温杯", "四件套", "收纳箱", "LED台灯", "香薰蜡烛"]),
        new("美妆", 29, 499, ["口红", "面膜", "精华液", "serum", "气垫"]),
        new("食品", 9, 129, ["坚果礼盒", "牛肉干", "coffee", "螺蛳粉", "六堡茶"]),
        new("服饰", 39, 599, ["T恤", "羽绒服", "连衣裙", "jeans", "袜子/十双"]),
        new("数码", 49, 1999, ["蓝牙耳机", "充电宝", "USB-C线", "smartwatch", "机械键盘"]),
        new("母婴", 29, 399, ["纸尿裤", "奶瓶", "积木", "hoodie", "绘本"]),
        new("sports", 25, 699, ["瑜伽垫", "跑鞋", "yoga-pants", "哑铃", "帐篷"]),
        new("生鲜", 15, 199, ["阳光玫瑰", "三文鱼", "鲜鸡蛋", "avocado", "大闸蟹"]),
    ];

    public static readonly string[] Brands =
    [
        "棉密码", "星河", "Luma", "山野集", "暖阳", "Kanso", "青柠记", "北岸", "Miro", "九月", "拾光", "Nordly",
        "稻香村口", "云上", "Volt", "小满", "海角", "Petal", "竹里馆", "极光", "Onda", "禾木", "橘子汽水", "Terra",
    ];

    public static readonly string[] Shops = ["旗舰店", "专营店", "工厂店", "shop", "优选"];

    public static readonly string[] CreatorStyles = ["达人", "种草", "测评", "live", "姐姐", "主播"];

    public static readonly string[] CreatorNames =
        ["小鹿", "阿强", "Momo", "大刘", "晓雯", "Lily", "老陈", "豆豆", "Vicky", "子墨", "阿珍", "Kevin", "糖糖", "胖哥"];

    public static readonly string[] LeaderNames = ["聚星", "Matchlab", "万货", "鲸选", "Bridge", "百团"];
}
