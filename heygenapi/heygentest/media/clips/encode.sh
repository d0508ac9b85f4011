#!/bin/sh
# Draws and encodes the clips that package media repeats: a talking figure, one second long, for each aspect,
# and a hum. Needs ffmpeg with libx264. Run it in this directory; the results are committed.
set -eu

# Everything moves in whole cycles a second, so that the last frame leads back to the first.
# u, v: position from the middle, in units of half the shorter side; v also carries a slight bobbing.
u='((X-W/2)/(min(W,H)/2))'
v='((Y-H/2)/(min(W,H)/2)+0.012*sin(2*PI*T))'
t='(2*PI*T)'

ellipse() { echo "lte(pow(($u-($1))/($3),2)+pow(($v-($2))/($4),2),1)"; }

mouth=$(ellipse 0 0.17 0.105 "(0.012+0.042*abs(sin($t*1.5)))")
left_eye=$(ellipse -0.15 -0.12 0.035 "0.042")
right_eye=$(ellipse 0.15 -0.12 0.035 "0.042")
fringe="lte($v,-0.24+0.16*$u)*$(ellipse 0 -0.1 0.42 0.5)"
head=$(ellipse 0 -0.05 0.38 0.47)
neck="lte(abs($u),0.14)*between($v,0.3,0.56)"
collar=$(ellipse 0 0.56 0.22 0.1)
shirt="($(ellipse 0 1.12 0.78 0.62)+gte($v,1.12)*lte(abs($u),0.78))"
hair=$(ellipse 0 -0.1 0.45 0.54)

# colour MOUTH EYES HAIR SKIN SHIRT BACKGROUND: one channel, as choices from front to back.
colour() {
	echo "if($mouth,$1,if($left_eye+$right_eye,$2,if($fringe,$3,if($head,$4,if($collar*gte($v,0.4),$4*0.93,if($neck,$4*0.9,if($shirt,$5,if($hair,$3,$6))))))))"
}
glow="(38*exp(-(pow($u-0.3,2)+pow($v+0.3,2))*1.6))"
red=$(colour 150 45 74 236 38 "(26+34*Y/H+$glow*0.5)")
green=$(colour 58 38 47 190 98 "(62+52*Y/H+$glow)")
blue=$(colour 62 44 34 160 176 "(104+58*Y/H+$glow)")

clip() { # clip ASPECT WIDTH HEIGHT, drawn at twice the size for smooth edges
	ffmpeg -v error -y -f lavfi -i "nullsrc=s=$(($2 * 2))x$(($3 * 2)):r=25:d=1" \
		-vf "format=gbrp,geq=r='$red':g='$green':b='$blue',scale=$2:$3:flags=area,format=yuv420p" \
		-c:v libx264 -profile:v baseline -preset veryslow -crf 28 -bf 0 -refs 1 -g 25 -keyint_min 25 -sc_threshold 0 \
		-flags +cgop+bitexact -fflags +bitexact -bsf:v filter_units=remove_types=6 -map_metadata -1 "$1.mp4"
}
clip 16x9 480 270
clip 9x16 270 480
clip 1x1 320 320
clip 4x5 320 400
clip 5x4 400 320

# The hum repeats every 1.6 s, which is 25 AAC frames: each frequency is a multiple of 1/1.6 Hz.
f='0.625*2*PI*t'
ffmpeg -v error -y -f lavfi -i "aevalsrc='0.12*(0.55+0.45*sin(4*$f))*(sin(192*$f)+0.5*sin(384*$f)+0.3*sin(576*$f))':s=16000:d=3.2" \
	-c:a aac -b:a 16k -ac 1 -flags +bitexact -fflags +bitexact -map_metadata -1 hum.mp4

# A segment of an HTTP live stream, 720p and two seconds long, that stands by itself: it begins with a key frame.
ffmpeg -v error -y -f lavfi -i "nullsrc=s=1280x720:r=25:d=1" \
	-vf "format=gbrp,geq=r='$red':g='$green':b='$blue',loop=loop=1:size=25,setpts=N/25/TB,format=yuv420p" -r 25 -t 2 \
	-c:v libx264 -profile:v main -preset veryslow -crf 34 -bf 0 -g 50 -keyint_min 50 -sc_threshold 0 \
	-flags +cgop+bitexact -fflags +bitexact -bsf:v filter_units=remove_types=6 -map_metadata -1 segment.mp4
ffmpeg -v error -y -i segment.mp4 -stream_loop -1 -i hum.mp4 -map 0:v -map 1:a -t 2 -c:v copy -c:a aac -b:a 24k -ar 16000 -ac 1 \
	-flags +bitexact -fflags +bitexact -map_metadata -1 -muxdelay 0 -f mpegts segment.ts
rm segment.mp4
